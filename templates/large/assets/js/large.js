/**
 * On a measure's page of a large site: in one file what base.html loads one by one elsewhere.
 */

import "./frame.js";
import "./today.js";
import "./keep.js";
import "./keys.js";
import "./offline.js";

"""The one place that decides addresses.

An address is the path of a page below the site's root, without a leading slash and with a
trailing one (`measures/citd/`); the home page is the empty string. Pages link to one another
relative to themselves, so that a build works under any base path; only what leaves the site
(canonical addresses, feeds, calendars) and the 404 page, which is served at any depth, use the
base URL.
"""

from functools import lru_cache
from urllib.parse import quote, urlsplit

URL_PATTERN = r"^https?://[^\s<>\x22'`{}|\\^]+$"
"""What any web address looks like, ours or another's."""

HOME = ""
MEASURES = "measures/"
AGENCIES = "agencies/"
CATEGORIES = "categories/"
SERVICES = "services/"
DEADLINES = "deadlines/"
SEARCH = "search/"
SEARCH_TEXTS = "search/texts/"
SEARCH_WORDS = "search/words/"
SEARCH_PAGES = "search/pages/index.json"
MATCH = "match/"
SHORTLIST = "shortlist/"
HANDBOOK = "handbook/"
ABOUT = "about/"
POLICY = "policy/"
EVENTS = "events/"
STORIES = "stories/"
OPEN_DATA = "open-data/"
ACCESSIBILITY = "accessibility/"
OFFLINE = "offline/"
SITEMAP = "sitemap/"
NOT_FOUND = "404.html"

API = "api/v1/"
MEASURES_JSON = f"{API}measures.json"
MEASURES_JSON_SCHEMA = f"{API}measures.schema.json"
MEASURES_CSV = f"{API}measures.csv"
FRONT_MATTER_SCHEMA = f"{API}schema.json"
DATA_CATALOG = f"{API}catalog.jsonld"
CALENDARS = "calendar/"
CALENDAR = "calendar/all.ics"
MATCH_JSON = "match/measures.json"
NAMES_JSON = "match/names.json"
FEED = "feed.xml"
SITEMAP_XML = "sitemap.xml"
ROBOTS = "robots.txt"
SERVICE_WORKER = "service-worker.js"
INDEX = "index.html"
"""The file of an address that ends with a slash."""
WEB_MANIFEST = "manifest.webmanifest"
SOCIAL_CARD = "assets/social-card.png"
HANDBOOK_PDF = "handbook/handbook.pdf"

_OWN = (MEASURES, AGENCIES, CATEGORIES, SERVICES, DEADLINES, SEARCH, MATCH, SHORTLIST, OPEN_DATA)
_ALSO = (EVENTS, STORIES, HANDBOOK, OFFLINE, SITEMAP, API, CALENDARS, "assets/")
FOLDERS = frozenset(path.split("/")[0] for path in (*_OWN, *_ALSO))
"""Folders of the site's own, which no page of prose may take."""


def measure(measure_id: str) -> str:
    return f"{MEASURES}{measure_id}/"


def measure_json(measure_id: str) -> str:
    return f"{API}measures/{measure_id}.json"


def measures_json_part(number: int) -> str:
    return f"{API}measures-{number}.json"


def measures_csv_part(number: int) -> str:
    return f"{API}measures-{number}.csv"


def compressed(path: str) -> str:
    """The same file, compressed with bzip2."""
    return f"{path}.bz2"


def match_json(need: str) -> str:
    """What matching reads of the measures that may answer a need."""
    return f"{MATCH}{need}.json"


def renamed_json(old_id: str) -> str:
    """What an old id of a measure stands for now."""
    return f"{MATCH}renamed/{old_id}.json"


def agency(agency_id: str) -> str:
    return f"{AGENCIES}{agency_id}/"


def category(category_id: str) -> str:
    return f"{CATEGORIES}{category_id}/"


def subcategory(category_id: str, subcategory_id: str) -> str:
    return f"{CATEGORIES}{category_id}/{subcategory_id}/"


def service(service_id: str) -> str:
    return f"{SERVICES}{service_id}/"


def story(story_id: str) -> str:
    return f"{STORIES}{story_id}/"


def deadline_month(year: int, month: int) -> str:
    return f"{DEADLINES}{year:04}-{month:02}/"


def deadline_kind(kind: str) -> str:
    return f"{DEADLINES}{kind}/"


def sheet(address: str, number: int) -> str:
    """Page `number`, from 1, of a list whose first page is at `address`."""
    return address if number == 1 else f"{address}page-{number}/"


def search_text(number: int) -> str:
    """What search reads of a measure."""
    return f"{SEARCH_TEXTS}{number}.json"


def search_words(first: str) -> str:
    """A chunk of the word index: its first word, in code points, since not every host and archive
    keeps a name of Chinese characters as it is.
    """
    return f"{SEARCH_WORDS}{'-'.join(f'{ord(character):x}' for character in first)}.bin"


def first_of_words(path: str) -> str:
    """The first word of a chunk of the word index."""
    name = path.removeprefix(SEARCH_WORDS).removesuffix(".bin")
    return "".join(chr(int(code, 16)) for code in name.split("-"))


def search_page_text(address: str) -> str:
    """What search reads of a page that is no measure's."""
    return f"search/pages/texts/{address.removesuffix('/')}.json"


def search_page_words(name: str) -> str:
    """A chunk of the word index of such pages."""
    return f"search/pages/words/{name}.bin"


def agency_calendar(agency_id: str) -> str:
    return f"calendar/agencies/{agency_id}.ics"


def category_calendar(category_id: str) -> str:
    return f"calendar/categories/{category_id}.ics"


def measure_calendar(measure_id: str) -> str:
    return f"calendar/measures/{measure_id}.ics"


def file_of(address: str) -> str:
    """The file that a web server sends for an address."""
    return f"{address}{INDEX}" if address == HOME or address.endswith("/") else address


def root_of(address: str) -> str:
    """The relative way from a page to the site's root: `../../` from `measures/citd/`."""
    return "../" * address.count("/") or "./"


def base_path(base_url: str) -> str:
    """The path part of the base URL, with a slash at both ends."""
    return urlsplit(base_url).path


@lru_cache(maxsize=4096)  # a measure's page, data and calendar all say where it is
def absolute(base_url: str, address: str) -> str:
    """The full address; `base_url` ends with a slash."""
    return base_url + quote(address)

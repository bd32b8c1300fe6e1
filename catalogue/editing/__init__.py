"""What editors use: a new measure, a site that follows their saves, a review, a link check.

Nothing of it takes part in a build; `build.py` imports each tool when it is asked for.
"""


class EditingError(Exception):
    """An editor's tool cannot do what it was asked; the message says why, in Chinese."""

"""The catalogue of government support measures: rooms through which its data flows.

The listing reads like the pipeline: `reading` -> `validation` -> `model` -> `schedule`, `indexes`
-> `pages`, `open_data`, `search` -> `output`. `build.py` calls them in order.
"""

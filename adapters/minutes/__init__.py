"""Minutes in, findings out: Markdown, plain text or WebVTT become actions, decisions and parked items.

Pure functions. `source` reads bytes, `layout` finds the items, `findings` applies the rules.
"""

"""The demonstration city: invented from end to end, made by the product's own deeds.

The same seed and day give the same city, apart from refs, keys and passwords.
"""

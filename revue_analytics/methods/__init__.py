"""Methods on plain arrays: each file is one family and can be used alone.

Letters, the same in every file: ``n`` units (territories), ``m`` criteria, ``L`` levels of the scale, ``...`` any
leading axes (draws, units). Values are floats with NaN for *missing*; weights are non-negative.
"""

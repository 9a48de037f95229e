"""nanshan, closed loop of convenience matters: a key in a header, page numbers, half-open windows."""

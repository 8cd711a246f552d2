r"""Outside formats, one module each: `read` a stream into records, `write` records into a stream, `check` a stream.

>>> import io
>>> from troth.standards import ucdp
>>> text = "id,adm_1,date_prec,date_start,date_end,number_of_sources,low,best,high\n7,West,1,2014-08-01,2014-08-01,2,3,4,9\n"
>>> [event.deaths for event in ucdp.read(io.BytesIO(text.encode()))]
[(3, 9)]
"""

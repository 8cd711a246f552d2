"""The report: one page that anybody can open, print, quote and check.

Engines emit codes and numbers. The *sections* of this package turn them into sentences, tables and figures, one
module per step of a case (`monitor`), and `page` binds sections into one file that loads nothing from outside.

    from troth.share.report import monitor, page
    html = page.render(run.tables, [monitor.section(run.tables)])
"""

"""The review document, topic by topic.

A topic is one module: the rows that it reads of a review, its figure with its message and its table, its sentences, its
section. It computes nothing: every number stands in a table of the `Review`. `revue_analytics.document.sections` lists
sections and figures in their order; `names`, `rows`, `page` and `kit` are what topics share.
"""

"""The checks of claim verification: one module a kind of fault, each with its reason at the top.

A check takes the claim and its cited statements, read, and gives findings: a conflict where the statements
say otherwise, nothing where it sees no fault. `guardrails/support.py` runs them all and decides.
"""

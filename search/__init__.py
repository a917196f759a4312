"""One search over everything: what can be found, in which words, by whom."""

import os

# Several readers at once gain nothing from threads that wait for each other; twice the processor time went there. numpy
# asks when it is first imported, by whomever, so this stands where it comes before.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

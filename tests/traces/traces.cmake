# Tests of traces.

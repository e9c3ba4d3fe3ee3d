# Tests of runtime.

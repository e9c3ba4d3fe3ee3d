# Tests of formats.

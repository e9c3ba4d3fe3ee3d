# Tests of transports.

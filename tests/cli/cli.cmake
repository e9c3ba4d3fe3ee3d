# Tests of the built binary, used as a person would.
parley_python_test(cli/agent cli/test_agent.py)
parley_python_test(cli/check cli/test_check.py)
parley_python_test(cli/convert cli/test_convert.py)
parley_python_test(cli/docs cli/test_docs.py)
parley_python_test(cli/explain cli/test_explain.py)
parley_python_test(cli/run cli/test_run.py)
parley_python_test(cli/schema cli/test_schema.py)
parley_python_test(cli/usage cli/test_usage.py)

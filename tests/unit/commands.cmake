# Tests of commands.
parley_unit_test(exit_status parley_commands)
parley_unit_test(help parley_commands)
parley_unit_test(identity parley_commands)
parley_unit_test(mistakes parley_commands)
parley_unit_test(options parley_commands)
parley_unit_test(quantity parley_commands)
parley_unit_test(replay parley_commands)
parley_unit_test(source_line parley_commands)

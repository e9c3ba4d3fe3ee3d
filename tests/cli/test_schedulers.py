"""The recipes of docs/distributed.md, played by the schedulers they are for: Slurm, Open MPI and a Kubernetes Indexed Job.

Changed in a recipe are only the agent's address, how much is played and how soon; the manifest is run without a cluster."""
import datetime
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

try:
    import yaml
except ImportError:
    yaml = None

from cli.program import PARLEY, SOURCE, environment, stop
from cli.shards import Shards

CALLS = 40
MANUAL = (SOURCE / "docs/distributed.md").read_text(encoding="utf-8")
PATH = f'{os.environ["PATH"]}:/usr/sbin:/sbin'


def recipes(title):
    """The blocks of code below a heading of the manual."""
    section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", MANUAL, re.DOTALL | re.MULTILINE).group(1)
    return re.findall(r"```\w+\n(.*?)```", section, re.DOTALL)


class Recipes(Shards):
    """The folder that the recipes are written for: scenarios/ beside them, and a parley in the PATH."""

    def setUp(self):
        super().setUp()
        (self.folder / "scenarios").mkdir()
        (self.folder / "talk.json").rename(self.folder / "scenarios/talk.json")
        (self.folder / "bin").mkdir()
        (self.folder / "bin/parley").symlink_to(PARLEY)

    def shortened(self, recipe):
        """CALLS calls in all, soon, against the agent of this test."""
        for found, put in ((r"wss?://[\w.:]+/chat", self.url), ("--rate 400/s --duration 5m", f"--rate {CALLS}/s --duration 1s"),
                           (r"'\+(2 minutes|10 seconds)'", "'+3 seconds'"), ("response.p95<800ms", "response.p95<80s")):
            recipe = re.sub(found, put, recipe)
        self.assertNotRegex(recipe, r"example\.com|400/s|minutes")
        return recipe

    def environment(self, more=None):
        return environment({"PATH": f"{self.folder}/bin:{PATH}"} | (more or {}))

    def shell(self, script, more=None):
        return subprocess.run(["sh", "-c", script], cwd=self.folder, env=self.environment(more), check=False,
                              capture_output=True, text=True, encoding="utf-8", timeout=60)

    def assert_whole(self, told, variable, indices):
        """Four shards, each of which told its own number, add up to all calls without a doubt."""
        self.assertEqual(sorted(re.findall(rf"^parley: shard (\d)/4, from {variable}=(\d)", told, re.MULTILINE)),
                         [(str(number), str(index)) for number, index in enumerate(indices, 1)], told)
        whole = self.load("results/whole/bench.json")
        self.assertEqual(whole["plan"]["merged"], [1, 2, 3, 4])
        for key in "due", "started", "ended", "passed":
            self.assertEqual(whole["calls"][key], CALLS, key)
        self.assertEqual(sum(second["started"] for second in whole["seconds"]), CALLS)
        for index in indices:
            self.assertEqual(self.load(f"results/{index}/bench.json")["calls"]["passed"], CALLS // 4)
        doubts = [self.load(f"results/{index}/bench.json").get("doubt") for index in indices]
        if not any(doubts):  # A shard may have been held up by a machine that is very busy.
            self.assertTrue(whole["valid"], whole.get("doubt"))
        return whole


@unittest.skipIf(os.geteuid() != 0, "only root can run slurmd")
@unittest.skipIf(any(shutil.which(name, path=PATH) is None for name in ("slurmctld", "slurmd", "sbatch")), "Slurm is not installed")
class Slurm(Recipes):
    """A cluster of this machine alone. What Slurm keeps is in a folder of its own, which its last step may still be leaving."""

    def setUp(self):
        super().setUp()
        kept = tempfile.TemporaryDirectory(prefix="parley-slurm-", ignore_cleanup_errors=True)
        self.addCleanup(kept.cleanup)
        self.cluster = pathlib.Path(kept.name)
        for name in "state", "spool":
            (self.cluster / name).mkdir()
        (self.cluster / "slurm.conf").write_text(self.configuration(), encoding="utf-8")
        self.daemons = []
        self.addCleanup(self.stop_cluster)
        self.start_daemon("slurmctld", "-D", "-c")
        self.start_daemon("slurmd", "-D", "-N", "here")
        if not self.becomes_idle():  # Which says nothing about parley.
            logs = [log.read_text(encoding="utf-8", errors="replace").splitlines() for log in sorted(self.cluster.glob("*.log"))]
            self.skipTest(f"Slurm does not come up here: {'; '.join(log[-1] for log in logs if log)}")

    def configuration(self):
        """No authentication, no accounting, no control groups; more cores than there are, so that four tasks run at once."""
        host = socket.gethostname().split(".")[0]
        with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
            ports = [each.getsockname()[1] for each in (first, second)]
        return f"""ClusterName=parley
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
AuthType=auth/none
CredType=cred/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
StateSaveLocation={self.cluster}/state
SlurmdSpoolDir={self.cluster}/spool
SlurmctldPidFile={self.cluster}/slurmctld.pid
SlurmdPidFile={self.cluster}/slurmd.pid
NodeName=here NodeHostname={host} NodeAddr=127.0.0.1 CPUs=16 State=UNKNOWN
PartitionName=all Nodes=here Default=YES State=UP
"""

    def environment(self, more=None):
        return super().environment({"SLURM_CONF": f"{self.cluster}/slurm.conf"} | (more or {}))

    def start_daemon(self, *command):
        """In the foreground. It ends with this test, also where the test is killed."""
        with open(self.cluster / f"{command[0]}.log", "wb") as log:
            self.daemons.append(subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command], cwd=self.cluster, env=self.environment(),
                                                 stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def is_idle(self):
        told = self.shell("sinfo --noheader --format=%T")
        return told.returncode == 0 and told.stdout.split() == ["idle"]

    def becomes_idle(self):
        """Whether the node is ready and has no task, now or soon. Not when a daemon has ended."""
        give_up = time.monotonic() + 30
        while not self.is_idle():
            if time.monotonic() > give_up or any(daemon.poll() is not None for daemon in self.daemons):
                return False
            time.sleep(0.1)
        return True

    def stop_cluster(self):
        """Tasks that are still there, which are no children of a daemon, are ended by it first."""
        if all(daemon.poll() is None for daemon in self.daemons) and not self.is_idle():
            self.shell("scancel --user=root")
            self.becomes_idle()
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                pass
            stop(daemon)

    def submit(self, command):
        """What the tasks wrote, when all have ended."""
        self.assert_load_status(self.shell(command), 0)
        return "".join(log.read_text(encoding="utf-8") for log in sorted(self.folder.glob("parley-*.log")))

    def test_the_recipe_is_an_array_of_four_shards(self):
        batch, command = recipes("Slurm")
        self.write("load.sbatch", self.shortened(batch))
        told = self.submit(self.shortened(command))
        whole = self.assert_whole(told, "SLURM_ARRAY_TASK_ID", [1, 2, 3, 4])
        self.assertEqual([limit["holds"] for limit in whole["thresholds"]], [True])

    def test_an_array_may_begin_at_zero_and_skip(self):
        batch, command = recipes("Slurm")
        self.write("load.sbatch", self.shortened(batch))
        command = self.shortened(command).replace("sbatch ", "sbatch --array=0-6:2 ").replace("[1-4]", "[0246]")
        self.assert_whole(self.submit(command), "SLURM_ARRAY_TASK_ID", [0, 2, 4, 6])

    def test_srun_numbers_its_tasks(self):
        bench = f"exec parley bench --shard auto -a {self.url} --rate {CALLS}/s --duration 1s --workers 1 -q"
        result = self.shell(f"srun -n 4 sh -c '{bench} -o results/$SLURM_PROCID scenarios/'; "
                            "parley merge -o results/whole results/[0-3]/bench.json")
        self.assert_load_status(result, 0)
        self.assert_whole(result.stderr, "SLURM_PROCID", range(4))


@unittest.skipIf(shutil.which("mpirun") is None, "mpirun is not installed")
class OpenMpi(Recipes):
    def test_the_recipe_is_four_processes(self):
        """mpirun is told what a container needs, and to let the others end when one shard was held up by a busy machine."""
        recipe, = recipes("Open MPI")
        result = self.shell(self.shortened(recipe), {
            "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
            "OMPI_MCA_orte_abort_on_non_zero_status": "0"})
        self.assert_load_status(result, 0)
        self.assert_whole(result.stderr, "OMPI_COMM_WORLD_RANK", range(4))


@unittest.skipIf(yaml is None, "python3-yaml is not installed")
class Kubernetes(Recipes):
    def setUp(self):
        super().setUp()
        text, = recipes("Kubernetes")
        self.manifest = yaml.safe_load(text)
        self.job = self.manifest["spec"]
        self.pod = self.job["template"]["spec"]
        self.container, = self.pod["containers"]

    def test_the_manifest_is_an_indexed_job_that_plays_each_shard_once(self):
        self.assertEqual((self.manifest["apiVersion"], self.manifest["kind"]), ("batch/v1", "Job"))
        self.assertEqual(self.job["completionMode"], "Indexed")
        self.assertEqual(self.job["parallelism"], self.job["completions"])
        self.assertEqual((self.job["backoffLimit"], self.pod["restartPolicy"]), (0, "Never"))
        variables = {item["name"]: item["value"] for item in self.container["env"]}
        self.assertEqual(variables["JOB_COMPLETIONS"], str(self.job["completions"]))
        for value in variables.values():
            self.assertIsInstance(value, str)  # As Kubernetes wants them: a number without quotes is refused.
        self.assertEqual({mount["name"] for mount in self.container["volumeMounts"]},
                         {volume["name"] for volume in self.pod["volumes"]})
        for mount in self.container["volumeMounts"]:
            self.assertIn(f'{mount["mountPath"]}/', self.container["args"][0])

    def test_its_pods_are_four_shards(self):
        """Each pod's command with its variables, its volumes being folders here. A volume of a ConfigMap is full of links."""
        held = self.folder / "scenarios/..2026_03_01"
        held.mkdir()
        (self.folder / "scenarios/talk.json").rename(held / "talk.json")
        (self.folder / "scenarios/..data").symlink_to(held.name)
        (self.folder / "scenarios/talk.json").symlink_to("..data/talk.json")
        (self.folder / "results").mkdir()
        self.assertEqual(self.container["command"], ["/bin/sh", "-c"])
        script, = self.container["args"]
        script = re.sub(r"(?<=[\s\"])/(?=results/|scenarios/)", "", self.shortened(script))
        variables = {item["name"]: item["value"] for item in self.container["env"]}
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
        variables["START"] = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
        told = ""
        for pod in [self.start_pod(script, variables | {"JOB_COMPLETION_INDEX": str(index)})
                    for index in range(self.job["completions"])]:
            said, complaints = pod.communicate(timeout=60)
            self.assert_load_status(subprocess.CompletedProcess(script, pod.returncode, said, complaints), 0)
            told += complaints
        merged, = re.findall(r"`(parley merge [^`]*)`", MANUAL[MANUAL.index("## Kubernetes"):])
        self.assert_load_status(self.shell(merged.replace("/results", "results")), 0)
        self.assert_whole(told, "JOB_COMPLETION_INDEX", range(4))

    def start_pod(self, script, variables):
        pod = subprocess.Popen(["/bin/sh", "-c", script], cwd=self.folder, env=self.environment(variables), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, encoding="utf-8")
        self.addCleanup(stop, pod)
        return pod


if __name__ == "__main__":
    unittest.main()

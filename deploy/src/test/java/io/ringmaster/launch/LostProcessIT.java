package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed, hangs or breaks down while a run trains: the run fails within seconds, one line says who was lost
/// and when, and no process is left behind.
class LostProcessIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    private Path temp;

    private Programs programs;

    @BeforeEach
    void begin() {
        programs = new Programs(temp);
    }

    @AfterEach
    void endAll() {
        programs.close();
    }

    @Test
    void aKilledNodeFailsTheRunWithItsNameAndStep() throws Exception {
        Program train = trainOnThreeNodes();
        List<ProcessHandle> children = train.children();
        ProcessHandle victim = children.getFirst();

        Program.signal("KILL", victim);
        Program.Said said = train.end(SOON);

        assertFailed(said, victim);
        assertThat(said.out()).as("a node's output is shown to those who ask for it").noneMatch(line -> line.startsWith("node-"));
        Programs.assertGone(children, SOON);
    }

    @Test
    void aNodeThatHangsFailsTheRunAndIsKilled() throws Exception {
        Program train = trainOnThreeNodes();
        List<ProcessHandle> children = train.children();
        ProcessHandle victim = children.getFirst();

        Program.signal("STOP", victim);
        Program.Said said = train.end(SOON);

        assertFailed(said, victim);
        Programs.assertGone(children, SOON);
    }

    @Test
    void whatAVerboseRunShowsOfAKilledNodeItShowsOnce() throws Exception {
        Program train = trainOnThreeNodes("--verbose");
        ProcessHandle victim = train.children().getFirst();

        Program.signal("KILL", victim);
        Program.Said said = train.end(SOON);

        assertThat(said.code()).as(said.toString()).isEqualTo(1);
        assertThat(said.err().getLast()).startsWith("ringmaster: run run failed: ").contains("pid " + victim.pid());
        assertThat(said.out().stream().filter(line -> line.startsWith("node-")).toList())
            .anyMatch(line -> line.contains("entered generation 1")).doesNotHaveDuplicates();
    }

    @Test
    void aNodeThatBreaksDownHasItsLastWords() throws Exception {
        Program train = trainOnThreeNodes();
        List<ProcessHandle> children = train.children();
        ProcessHandle victim = children.getFirst();

        Program.signal("SEGV", victim);
        Program.Said said = train.end();

        assertThat(said.code()).as(said.toString()).isEqualTo(1);
        assertThat(said.err().getLast()).startsWith("ringmaster: run run failed: ").contains("pid " + victim.pid(), "exited with code 1");
        assertThat(said.err().stream().filter(line -> line.contains("A fatal error has been detected"))).as(said.toString())
            .hasSize(1).allMatch(line -> line.startsWith("node-"));
        assertThat(said.out()).noneMatch(line -> line.startsWith("node-"));
        Programs.assertGone(children, SOON);
    }

    @Test
    void nodesOfAKilledTrainEndWithIt() throws Exception {
        Program train = trainOnThreeNodes();
        List<ProcessHandle> children = train.children();

        train.kill();

        Programs.assertGone(children, SOON);
    }

    @Test
    void aNodeWhoseTrainEndsBeforeItHasJoinedEndsToo() throws Exception {
        Program node = programs.start("worker", "--join", Endpoint.LOOPBACK + ":1", "--started-by-train");

        node.closeInput();
        Program.Said said = node.end(SOON);

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).containsExactly(
            "ringmaster: the process that started this one has ended, so this one ends too");
    }

    @Test
    void workersOfAKilledCoordinatorEndByThemselves() throws Exception {
        Program coordinator = programs.startEndless("coordinator", "digits", "--port", "0", "--workers", "2");
        String contact = coordinator.contact();
        List<Program> workers = List.of(
            programs.start("worker", "--join", contact), programs.start("worker", "--join", contact));
        coordinator.await("epoch 1:");

        coordinator.kill();

        for (Program worker : workers) {
            Program.Said said = worker.end(SOON);
            assertThat(said.code()).as(said.toString()).isEqualTo(1);
            assertThat(said.err()).as(said.toString()).hasSize(1).first().asString().contains(contact);
        }
    }

    @Test
    void aKilledWorkerIsNamedByItsCoordinator() throws Exception {
        Program coordinator = programs.startEndless("coordinator", "digits", "--port", "0", "--workers", "2");
        String contact = coordinator.contact();
        Program victim = programs.start("worker", "--join", contact);
        Program other = programs.start("worker", "--join", contact);
        coordinator.await("epoch 1:");

        victim.kill();

        assertFailed(coordinator.end(SOON), victim.handle());
        assertThat(other.end(SOON).code()).isEqualTo(1);
    }

    private Program trainOnThreeNodes(String... more) throws Exception {
        String[] three = {"train", "--nodes", "3", "--workers-per-node", "1"};
        Program train = programs.startEndless(
            Stream.of(three, more).flatMap(Stream::of).toArray(String[]::new));
        train.await("epoch 1:");
        assertThat(train.children()).hasSize(2);
        return train;
    }

    private void assertFailed(Program.Said said, ProcessHandle victim) throws Exception {
        assertThat(said.code()).as(said.toString()).isEqualTo(1);
        assertThat(said.err()).as(said.toString()).hasSize(1);
        assertThat(said.err().getFirst()).startsWith("ringmaster: run run failed: worker-0 at 127.0.0.1:")
            .contains("(pid " + victim.pid()).containsPattern("rank \\d of \\d").containsPattern("after step [1-9]\\d*");
        assertThat(programs.summary().path("status").asText()).isEqualToIgnoringCase("failed");
    }
}

package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is asked to end does so in order, keeps what it has, and says so by its exit code.
class InterruptIT {

    private static final int BY_CTRL_C = 130;
    private static final int BY_SIGTERM = 143;

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
    void terminatedTrainStopsInOrderAndLeavesNobody() throws Exception {
        Program train = programs.startEndless("train", "--nodes", "2", "--workers-per-node", "1");
        train.await("epoch 1:");
        List<ProcessHandle> children = train.children();

        train.terminate();
        Program.Said said = train.end();

        assertThat(said.code()).as(said.toString()).isEqualTo(BY_SIGTERM);
        assertThat(children).hasSize(1);
        Programs.assertGone(children, Program.LONGEST);
        assertThat(programs.summary().path("status").asText()).isEqualToIgnoringCase("stopped");
    }

    @Test
    void ctrlCEndsTheRunAfterTheStepsUnderWayAndKeepsItsModel() throws Exception {
        Program train = programs.startEndless("train");
        train.await("epoch 1:");

        train.interrupt();
        Program.Said said = train.end();

        assertThat(said.code()).as(said.toString()).isEqualTo(BY_CTRL_C);
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).anyMatch(line -> line.startsWith("interrupted; the steps under way are done first"))
            .anyMatch(line -> line.startsWith("stopped (interrupted): ")).contains("model:  run/model.safetensors");
        assertThat(programs.start("eval", "run").end().code()).isZero();
    }

    /// The first one waits for a step that never ends.
    @Test
    void aSecondCtrlCEndsEverythingAtOnce() throws Exception {
        Program train = programs.startEndless(
            "train", "--nodes", "2", "--workers-per-node", "1", "--set", "cluster.step-timeout=600 s");
        train.await("epoch 1:");
        List<ProcessHandle> children = train.children();
        assertThat(children).hasSize(1);
        Program.signal("STOP", children.getFirst());

        train.interrupt();
        train.await("interrupted; ");
        train.interrupt();

        assertThat(train.end().code()).isEqualTo(BY_CTRL_C);
        Programs.assertGone(children, Program.LONGEST);
        assertThat(temp.resolve("run/summary.json")).as("nothing was ended in order").doesNotExist();
    }

    @Test
    void ctrlCTakesAWorkerOutOfARunThatGoesOn() throws Exception {
        Program coordinator = programs.startEndless("coordinator", "digits", "--port", "0", "--workers", "2");
        String contact = coordinator.contact();
        Program stays = programs.start("worker", "--join", contact);
        Program goes = programs.start("worker", "--join", contact);
        coordinator.await("epoch 1:");

        goes.interrupt();
        Program.Said gone = goes.end();
        coordinator.await("generation 2: 1 worker in 1 process");
        coordinator.terminate();

        assertThat(gone.code()).as(gone.toString()).isEqualTo(BY_CTRL_C);
        assertThat(gone.out()).anyMatch(line -> line.startsWith("interrupted; leaves the run"));
        assertThat(gone.err()).isEmpty();
        assertThat(coordinator.end().code()).isEqualTo(BY_SIGTERM);
        assertThat(stays.end().code()).isZero();
    }
}

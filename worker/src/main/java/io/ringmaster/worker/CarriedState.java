package io.ringmaster.worker;

import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import java.util.List;

/// What the next step depends on besides its number, the parameters and the optimizer's buffers. Who has none says nothing.
///
/// State: native memory, freed by [#close].
interface CarriedState extends AutoCloseable {

    /// Views of the memory that it lies in. What is written there is what the next step goes on from.
    default List<StoredTensor> state() {
        return List.of();
    }

    /// Throws [StateFileException] where the file's tensors, of the shapes that [#state] has, hold what none of ours can.
    ///
    /// @param name how errors name the file
    default void check(SafetensorsFile file, String name) {}

    @Override
    void close();
}

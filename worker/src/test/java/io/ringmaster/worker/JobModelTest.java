package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.job.JobData;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ModelConfig.ResnetVariant;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.TensorDataset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobModelTest {

    private static JobData images(long channels, long height, long width) {
        int size = (int) (channels * height * width);
        Dataset set = TensorDataset.of(new float[2 * size], Shape.of(channels, height, width), new long[] {0, 4});
        return new JobData(set, set);
    }

    private static JobData tokens(int context) {
        long[] windows = new long[2 * context];
        windows[0] = 11;
        try (Scope _ = Scope.open()) {
            Tensor stacked = Tensor.of(windows, Shape.of(2, context), Device.CPU);
            Dataset set = TensorDataset.of(stacked, stacked);
            return new JobData(set, set);
        }
    }

    private static Shape prediction(ModelConfig config, JobData data, Tensor features) {
        JobModel model = TestRun.built(TestRun.of(config, TestRun.job().data())).model(data);
        try (NoGrad _ = NoGrad.open()) {
            model.net().initialize(1).eval();
            return model.predict(features).shape();
        } finally {
            model.net().close();
        }
    }

    @Test
    void eachModelPredictsAsLossesTakeIt() {
        try (Scope _ = Scope.open()) {
            assertThat(prediction(new ModelConfig.Mlp(List.of(12, 5), 0.5), images(3, 2, 2), Tensor.zeros(4, 3, 2, 2)))
                .isEqualTo(Shape.of(4, 5));
            assertThat(prediction(new ModelConfig.Lenet(7), images(2, 16, 20), Tensor.zeros(4, 2, 16, 20))).isEqualTo(Shape.of(4, 7));
            assertThat(prediction(new ModelConfig.Resnet(ResnetVariant.RESNET18_D2L, 6), images(1, 8, 8), Tensor.zeros(2, 1, 8, 8)))
                .isEqualTo(Shape.of(2, 6));
            assertThat(prediction(new ModelConfig.Resnet(ResnetVariant.RESNET18, 6), images(3, 32, 32), Tensor.zeros(2, 3, 32, 32)))
                .isEqualTo(Shape.of(2, 6));
            assertThat(prediction(new ModelConfig.Gpt(1, 2, 8, 6, 0, 0), tokens(5), Tensor.zeros(3, 5).to(DType.INT64)))
                .isEqualTo(Shape.of(3, 12, 5));
        }
    }

    @Test
    void whatDoesNotFitTheDataIsNamed() {
        refuses(new ModelConfig.Mlp(List.of(13, 5), 0), images(3, 2, 2), "model.layers is [13, 5] but samples have shape [3, 2, 2]");
        refuses(new ModelConfig.Mlp(List.of(12, 4), 0), images(3, 2, 2), "the last layer must be 5 or more");
        refuses(new ModelConfig.Lenet(4), images(1, 28, 28), "model.classes is 4 but labels go up to 4; it must be 5 or more");
        refuses(new ModelConfig.Lenet(5), tokens(5), "model.kind is lenet but samples are int64[5]");
        refuses(new ModelConfig.Resnet(ResnetVariant.RESNET50, 5), images(1, 64, 64), "images have 1 channels; it takes 3");
        refuses(new ModelConfig.Gpt(1, 2, 8, 4, 0, 0), tokens(5), "model.context is 4 but samples have 5 tokens");
        refuses(new ModelConfig.Gpt(1, 2, 8, 5, 11, 0), tokens(5), "model.vocabulary is 11 but tokens go up to 11");
        refuses(new ModelConfig.Gpt(1, 2, 8, 5, 0, 0), images(1, 28, 28), "use data.kind = text");
    }

    private static void refuses(ModelConfig config, JobData data, String message) {
        assertThatThrownBy(() -> Networks.build(config, data)).isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }
}

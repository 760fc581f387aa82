package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.models.D2lResNet;
import io.ringmaster.models.Gpt;
import io.ringmaster.models.LeNet;
import io.ringmaster.models.Mlp;
import io.ringmaster.models.ResNet;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.StateReport;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Indexed;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.Normalization;
import io.ringmaster.tensor.data.image.ImageFormat;
import io.ringmaster.tensor.random.RandomStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The section "Models" of docs/tensor-core.md.
class ModelsGuideTest {

    @TempDir
    private Path temporary;

    @Test
    void modelsHaveTheirNames() {
        Layer mlp = Mlp.of(784, 256, 10);                         // linear layers with ReLU between them
        Layer lenet = LeNet.of(10);                               // images [B, 1, 28, 28]
        Layer d2l = D2lResNet.of(1, 10);                          // images [B, 1, H, W], of whatever size
        Layer resnet = ResNet.ofDepth18(1000);                    // photographs [B, 3, H, W]
        Set<String> names = resnet.parameters().keySet();         // conv1.weight, bn1.weight, ..., layer2.0.downsample.0.weight, ..., fc.bias
        assertThat(names).contains("conv1.weight", "bn1.weight", "layer2.0.downsample.0.weight", "fc.bias");
        assertThat(mlp.parameterCount()).isEqualTo(203_530);
        assertThat(lenet.parameterCount()).isEqualTo(61_706);
        assertThat(d2l.parameterCount()).isEqualTo(11_175_818);
    }

    @Test
    void trainedWeightsPredictAndAreTunedFurther() throws IOException {
        Path weights = temporary.resolve("resnet18.safetensors");
        try (Layer trained = ResNet.ofDepth18(1000).initialize(1)) {
            trained.save(weights);
        }
        try (Scope _ = Scope.open()) {
            predict(weights);
            tune(weights);
        }
    }

    private void predict(Path weights) throws IOException {
        Path photograph = temporary.resolve("photograph.png");
        ImageIO.write(new BufferedImage(300, 240, BufferedImage.TYPE_INT_RGB), "png", photograph.toFile());
        Layer resnet = ResNet.ofDepth18(1000);
        resnet.load(weights);
        resnet.eval();
        ImageFormat format = new ImageFormat(3, 224, 224, ImageFormat.Fit.CROP);
        Tensor image = Normalization.IMAGENET.of(format.read(photograph));           // [3, 224, 224]
        try (NoGrad _ = NoGrad.open()) {
            Indexed likely = resnet.forward(image.unsqueeze(0)).softmax(-1).topk(5, -1);
            System.out.println(likely.indices() + " " + likely.values());            // the five most likely of ImageNet's classes
        }
        assertThat(image.shape()).isEqualTo(Shape.of(3, 224, 224));
        assertThat(image.select(0, 0).max().item()).isEqualTo(-0.485f / 0.229f);
        resnet.close();
    }

    private static void tune(Path weights) {
        Tensor images = Tensor.randn(new RandomStream(1, 0, 0, 0), 4, 3, 32, 32);
        Tensor labels = Tensor.of(new long[] {0, 4, 2, 1}, Shape.of(4), Device.CPU);
        Layer flowers = ResNet.ofDepth18(5);
        StateReport report = flowers.loadMatching(weights);       // all but fc.weight and fc.bias, which have other shapes
        flowers.module("fc").initialize(7);
        flowers.requiresGrad(false).eval();                       // batch norms stay at rest, too
        flowers.module("fc").requiresGrad(true);
        try (Optimizer optimizer = Sgd.of(0.01).momentum(0.9).over(flowers)) {
            Loss.crossEntropy(flowers.forward(images), labels).backward();
            optimizer.step();                                     // fc alone has gradients
        }
        assertThat(report.misshapen()).hasSize(2);
        assertThat(flowers.get("conv1.weight").tensor().gradient()).isEmpty();
        assertThat(flowers.get("fc.weight").tensor().gradient()).isPresent();
        flowers.close();
    }

    @Test
    void aGptGoesOn() throws URISyntaxException {
        Path folder = Path.of(ModelsGuideTest.class.getResource("/huggingface/gpt2").toURI());
        try (Scope _ = Scope.open(); NoGrad _ = NoGrad.open()) {
            Tensor ids = Tensor.of(new long[] {3, 7, 19}, Shape.of(1, 3), Device.CPU);
            Gpt gpt = new Gpt(new Gpt.Config(2, 2, 8, 6, 20, 0));     // Gpt.Config.GPT2 for the real one
            gpt.load(folder);
            gpt.eval();
            Tensor scores = gpt.forward(ids);                         // [B, T, V]
            Tensor next = scores.select(1, -1).argmax(-1);            // [B], the likeliest tokens to follow
            Tensor longer = Tensor.cat(1, ids, next.unsqueeze(1));    // [B, T + 1]
            assertThat(longer.shape()).isEqualTo(Shape.of(1, 4));
            assertThat(next.toLongArray()[0]).isBetween(0L, 19L);
            gpt.close();
        }
    }
}

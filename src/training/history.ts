/** How well the network does: the mean loss of a picture, and the share of pictures it names rightly (0-1). */
export interface Score {
  readonly loss: number;
  readonly acc: number;
}

/** One value for each finished epoch, under TensorFlow.js's own names. Without validation data the `val_` lists are empty. */
export interface History {
  readonly loss: readonly number[];
  readonly acc: readonly number[];
  readonly val_loss: readonly number[];
  readonly val_acc: readonly number[];
}

export const EMPTY_HISTORY: History = { loss: [], acc: [], val_loss: [], val_acc: [] };

/** Returns the history with one more epoch. */
export function extendHistory(
  history: History,
  { training, validation }: { readonly training: Score; readonly validation?: Score },
): History {
  return {
    loss: [...history.loss, training.loss],
    acc: [...history.acc, training.acc],
    val_loss: validation ? [...history.val_loss, validation.loss] : history.val_loss,
    val_acc: validation ? [...history.val_acc, validation.acc] : history.val_acc,
  };
}

/** The mean over batches in which every picture counts the same, so a smaller last batch weighs less, as in Keras. */
export interface Mean extends Score {
  readonly numImages: number;
}

export const EMPTY_MEAN: Mean = { loss: 0, acc: 0, numImages: 0 };

/** Returns the mean with one more batch. */
export function extendMean(mean: Mean, batch: Mean): Mean {
  const numImages = mean.numImages + batch.numImages;
  const share = batch.numImages / numImages;
  return {
    loss: mean.loss + (batch.loss - mean.loss) * share,
    acc: mean.acc + (batch.acc - mean.acc) * share,
    numImages,
  };
}

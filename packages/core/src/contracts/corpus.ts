/** A text split into three, as ids of one vocabulary. */
export interface Corpus {
  readonly name: string;
  /** Spelling of every token by its id. */
  readonly vocabulary: readonly string[];
  /** The id that follows every line. */
  readonly end: number;
  /** The id in place of tokens that the training text does not have. */
  readonly unknown: number;
  /** The lines of each part one after another, every line followed by `end`. */
  readonly training: Int32Array;
  /** As `training`. */
  readonly validation: Int32Array;
  /** As `training`. */
  readonly test: Int32Array;
}

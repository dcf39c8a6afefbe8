export { nextSymbolTargets } from './next-symbol-targets.ts';
export { type DataSet, type PaperDataSetOptions, paperDataSet, type TestBatches } from './paper-data-set.ts';
export { type RecognitionExample, recognitionExamples } from './recognition.ts';
export { dataSetRecords, type SplitRecords, type StringRecord } from './records.ts';

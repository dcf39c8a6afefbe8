export * as core from '@pushdown/core';
export * as tensors from '@pushdown/tensors';

/** The types a parameter, a result or a local can have. */
export type ValueType = 'i32' | 'f32' | 'v128';

/** The byte that stands for a type in the binary format. */
export const valueTypeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Core's proposal to try a blocked step again with another input. Comes with `block` only. */
export interface GovernancePatch {
  /** `null` means the same input again. */
  readonly newInput: unknown;
}

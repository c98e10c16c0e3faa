/** The error of every factory that cannot work with its options. */

/** Thrown when a factory cannot work with its options. The message names the option and never quotes a secret. */
export class ConfigurationError extends TypeError {
  /** Distinguishes the error from others. */
  override readonly name = 'ConfigurationError';
  /** Distinguishes the error from others, also if its class comes from another copy of the module. */
  readonly code = 'ERR_CALL_VERIFICATION_CONFIGURATION';
  /**
   * @param factory the function that was called
   * @param option the option's path, for example `token.key`
   * @param explanation what was expected and what came, as the end of a sentence
   */
  constructor(
    factory: string,
    /** The option's path, for example `token.key`; empty for the options as a whole. */
    readonly option: string,
    explanation: string,
  ) {
    super(`${factory}: ${option === '' ? 'the options' : `option "${option}"`} ${explanation}`);
  }
}

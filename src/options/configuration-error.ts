/** The error of every factory that is called with options it cannot work with. */

/** Thrown when a factory is called with options it cannot work with. The message names the option and never quotes a secret. */
export class ConfigurationError extends TypeError {
  /** Tells the error from others. */
  override readonly name = 'ConfigurationError';
  /** Tells the error from others, also where the class is that of another copy of the module. */
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

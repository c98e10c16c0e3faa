/** The error of every factory that is called with options it cannot work with. */

/** Thrown when a factory is called with options it cannot work with. The message names the option and never quotes a secret. */
export class ConfigurationError extends TypeError {
  override readonly name = 'ConfigurationError';
  readonly code = 'ERR_CALL_VERIFICATION_CONFIGURATION';
  /** @param factory the function that was called @param option the option's path, for example `token.key` */
  constructor(
    factory: string,
    readonly option: string,
    explanation: string,
  ) {
    super(`${factory}: ${option === '' ? 'the options' : `option "${option}"`} ${explanation}`);
  }
}

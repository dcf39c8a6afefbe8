/** A plugin, contribution or laboratory is put together wrongly. */
export class PluginError extends Error {
  override name = 'PluginError';
}

/** An option or configuration value is unknown, missing or of the wrong type. The message gives its path and what was expected. */
export class OptionError extends Error {
  override name = 'OptionError';
}

// Recognizes that the process, or the whole system, may open no more files for the moment.

/** Tells whether Node.js could not open a file because too many are open. */
export function isOutOfFiles(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'EMFILE' || code === 'ENFILE'
}

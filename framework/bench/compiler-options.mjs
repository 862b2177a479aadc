// The compiler options of the sites whose types are measured.

/** Those of a new site that decide how long a check takes. */
export const compilerOptions = {
  target: 'ES2023',
  lib: ['ESNext', 'DOM', 'DOM.Iterable'],
  module: 'ESNext',
  moduleResolution: 'bundler',
  types: ['node'],
  jsx: 'react-jsx',
  jsxImportSource: 'preact',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
}

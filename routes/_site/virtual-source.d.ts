// The virtual modules of source-plugin.ts.
declare module 'virtual:source/*' {
  const source: import('./source-files.tsx').SourceFile
  export default source
}

declare module 'content-disposition' {
  export default function format(filename?: string, options?: { fallback?: string }): string
}

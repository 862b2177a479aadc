// Extends Vial's types with the session of this site.
declare module 'vial' {
  interface Session {
    /** The name the visitor entered. */
    name?: string
  }
}

export {}

// Extends Vial's types with what all requests of this API share.
import type { Notes } from './_notes.ts'

declare module 'vial' {
  interface AppLocals {
    notes: Notes
  }
}

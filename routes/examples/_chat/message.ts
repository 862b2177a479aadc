// A chat message, as the server and the browser know it.

export interface Message {
  id: string
  name: string
  text: string
  /** ISO 8601, in UTC. */
  at: string
}

export const maxTextLength = 300

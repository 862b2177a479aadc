// What is said in the chat, on the server and in the browser.

export interface Message {
  id: string
  name: string
  text: string
  /** ISO 8601, in UTC. */
  at: string
}

export const longestText = 300

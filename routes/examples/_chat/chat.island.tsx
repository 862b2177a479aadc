// The conversation and the field to join it. Without a script it is a list and a form.
import type { TargetedSubmitEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { href } from 'vial'
import { type Connection, connect } from './connect.ts'
import { type Message, longestText } from './message.ts'

export interface ChatProps {
  messages: readonly Message[]
  /** What to call the visitor; without a name the form asks for one and is sent as a form. */
  name: string | undefined
  /** What was written, when the form could not be accepted. */
  text: string
  errors: Readonly<Record<string, readonly string[]>>
}

export default function Chat({ messages: first, name, text, errors }: ChatProps) {
  const [messages, setMessages] = useState(first)
  const connection = useRef<Connection | undefined>(undefined)
  const list = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const opened = connect((heard) => setMessages((known) => merge(known, heard)))
    connection.current = opened
    return () => opened.close()
  }, [])
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight })
  })

  function send(event: TargetedSubmitEvent<HTMLFormElement>): void {
    const form = event.currentTarget
    const said = String(new FormData(form).get('text')).trim()
    // Whatever cannot be said this way, the form itself can say.
    if (!name || !said || !connection.current?.say(said)) return
    event.preventDefault()
    form.reset()
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse, only what has the focus can be scrolled */}
      <div class="chat-log" role="log" aria-label="Conversation" tabIndex={0} ref={list}>
        {messages.length === 0 && <p>Nobody has said anything yet.</p>}
        {messages.map((message) => (
          <p key={message.id}>
            <b>{message.name}</b> <time dateTime={message.at}>{message.at.slice(11, 16)} UTC</time>
            <span class="chat-text">{message.text}</span>
          </p>
        ))}
      </div>
      <form class="chat-form" method="post" action={href('/examples/chat')} onSubmit={send}>
        {!name && <Field name="name" label="What to call you" errors={errors.name} maxlength={40} />}
        <Field
          name="text"
          label="What to say"
          defaultValue={text}
          errors={errors.text}
          maxlength={longestText}
        />
        <button type="submit" class="button">
          Say it
        </button>
      </form>
    </>
  )
}

interface FieldProps {
  name: 'name' | 'text'
  label: string
  defaultValue?: string
  maxlength: number
  errors: readonly string[] | undefined
}

function Field({ name, label, errors, ...rest }: FieldProps) {
  const errorId = `${name}-error`
  return (
    <div class="chat-field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        required
        autocomplete={name === 'name' ? 'nickname' : 'off'}
        aria-invalid={errors ? 'true' : undefined}
        aria-describedby={errors ? errorId : undefined}
        {...rest}
      />
      {errors && (
        <p class="field-error" id={errorId}>
          {errors.join(' ')}
        </p>
      )}
    </div>
  )
}

/** What is heard again after a connection was lost is shown once, and what was missed in its place. */
function merge(known: readonly Message[], heard: readonly Message[]): readonly Message[] {
  const ids = new Set(known.map(({ id }) => id))
  const all = [...known, ...heard.filter(({ id }) => !ids.has(id))]
  return all.sort((one, two) => Date.parse(one.at) - Date.parse(two.at)).slice(-200)
}

// The conversation and a field for new messages. Without JavaScript, it is a list and a form.
import type { TargetedSubmitEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { href } from 'vial'
import { type Connection, type ConnectionState, connect } from './connect.ts'
import { type Message, maxTextLength } from './message.ts'
import type { SentMessage } from './outbox.ts'

export interface ChatProps {
  messages: readonly Message[]
  /** The visitor's name. Without one, the form asks for it and is submitted as a form. */
  name: string | undefined
  /** The submitted text, if the form was invalid. */
  text: string
  errors: Readonly<Record<string, readonly string[]>>
}

export default function Chat({ messages: first, name, text, errors }: ChatProps) {
  const [messages, setMessages] = useState(first)
  const [state, setState] = useState<ConnectionState>('sending')
  const [waiting, setWaiting] = useState<readonly SentMessage[]>([])
  const [hasFailed, setFailed] = useState(false)
  const [timeZone, setTimeZone] = useState('UTC')
  const connection = useRef<Connection | undefined>(undefined)
  const list = useRef<HTMLDivElement>(null)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    const opened = connect({
      onMessages: (received) => setMessages((known) => merge(known, received)),
      onState: setState,
      onWaiting: setWaiting,
      onRefused: giveBack,
    })
    // The server does not know the time zone of the visitor.
    setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone)
    connection.current = opened
    return () => opened.close()

    function giveBack(refused: string): void {
      setFailed(true)
      const input = form.current?.querySelector<HTMLInputElement>('input[name=text]')
      if (input && input.value === '') input.value = refused
    }
  }, [])
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight })
  })

  function send(event: TargetedSubmitEvent<HTMLFormElement>): void {
    const sent = event.currentTarget
    const written = String(new FormData(sent).get('text')).trim()
    // The form would end in an error page, and the text would be lost with it.
    if (state === 'lost') {
      event.preventDefault()
      return
    }
    setFailed(false)
    // If the connection cannot send the message, submit the form.
    if (!name || !written || !connection.current?.say(written)) return
    event.preventDefault()
    sent.reset()
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users can only scroll a focusable element */}
      <div class="chat-log" role="log" aria-label="Conversation" tabIndex={0} ref={list}>
        {messages.length === 0 && waiting.length === 0 && <p>No messages yet.</p>}
        {messages.map((message) => (
          <p key={message.id}>
            <bdi class="chat-name">{message.name}</bdi>{' '}
            <time dateTime={message.at}>{formatTime(message.at, timeZone)}</time>
            <span class="chat-text" dir="auto">
              {message.text}
            </span>
          </p>
        ))}
        {waiting.map((message) => (
          <p key={message.id} class="chat-waiting">
            <bdi class="chat-name">{name}</bdi> <i>sending…</i>
            <span class="chat-text" dir="auto">
              {message.text}
            </span>
          </p>
        ))}
      </div>
      <p class="chat-state" role="status">
        {state === 'lost' && 'The connection is lost. Reconnecting… You can write, and send it afterwards.'}
        {state !== 'lost' &&
          hasFailed &&
          'The server did not accept your message. Reload the page, and try again.'}
      </p>
      <form class="chat-form" method="post" action={href('/examples/chat')} onSubmit={send} ref={form}>
        {!name && <Field name="name" label="Your name" errors={errors.name} maxlength={40} />}
        <Field
          name="text"
          label="Message"
          defaultValue={text}
          errors={errors.text}
          maxlength={maxTextLength}
        />
        <button type="submit" class="button">
          Send
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

function formatTime(iso: string, timeZone: string): string {
  const options = { hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'short' } as const
  return new Date(iso).toLocaleTimeString('en-GB', options)
}

/** Merges received messages by id and time: a reconnect repeats some messages and delivers missed ones. */
function merge(known: readonly Message[], received: readonly Message[]): readonly Message[] {
  const ids = new Set(known.map(({ id }) => id))
  const all = [...known, ...received.filter(({ id }) => !ids.has(id))]
  return all.sort((one, two) => Date.parse(one.at) - Date.parse(two.at)).slice(-200)
}

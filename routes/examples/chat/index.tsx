// A chat: everyone sees new messages instantly.
import { type Context, type PageProps, href, redirect } from 'vial'
import { SourceFiles } from '../../_site/source-files.tsx'
import Chat from '../_chat/chat.island.tsx'
import chatSource from 'virtual:source/routes/examples/_chat/chat.island.tsx?source'
import connectSource from 'virtual:source/routes/examples/_chat/connect.ts?source'
import { lastMessages, say } from '../_chat/conversation.server.ts'
import conversationSource from 'virtual:source/routes/examples/_chat/conversation.server.ts?source'
import { FirstSchema, TextSchema } from '../_chat/message-schemas.ts'
import Visitors from '../_chat/visitors.island.tsx'
import visitorsIslandSource from 'virtual:source/routes/examples/_chat/visitors.island.tsx?source'
import pageSource from 'virtual:source/routes/examples/chat/index.tsx?source'
import outboxSource from 'virtual:source/routes/examples/_chat/outbox.ts?source'
import liveSource from 'virtual:source/routes/examples/chat/live.ts?source'
import visitorsSource from 'virtual:source/routes/examples/chat/visitors.ts?source'
import '../../_forms/forms.css'
import './chat.css'

export async function loader({ app, session }: Context<'/examples/chat'>) {
  return { messages: await lastMessages(app), name: session.name }
}

export async function POST(ctx: Context<'/examples/chat'>) {
  const { app, session } = ctx
  if (!session.name) {
    const first = await ctx.form(FirstSchema)
    if (!first.ok) return ctx.fail(422, first)
    session.name = first.data.name
    await say(app, session.name, first.data)
  } else {
    const form = await ctx.form(TextSchema)
    if (!form.ok) return ctx.fail(422, form)
    await say(app, session.name, form.data)
  }
  return redirect(href('/examples/chat'))
}

export const head = {
  title: 'A chat',
  meta: [
    {
      name: 'description',
      content: 'Everyone sees new messages instantly, over WebSockets or server-sent events.',
    },
  ],
}

export default function ChatPage({ data, form }: PageProps<'/examples/chat'>) {
  return (
    <>
      <h1>A chat</h1>
      <p class="lead">
        Everyone sees new messages instantly: over a WebSocket or, where a proxy blocks sockets, over
        server-sent events. Without JavaScript, it is a form. Open this page twice to try it.
      </p>
      <section class="chat" aria-label="Chat">
        <Visitors />
        <Chat
          messages={data.messages}
          name={data.name}
          text={form?.values.text ?? ''}
          errors={form?.errors ?? {}}
        />
      </section>
      <SourceFiles files={files}>
        <p>
          The socket and the event stream share one URL. Both subscribe to one room, and messages from the
          form are published to the same room.
        </p>
        <p>
          A message has an id from the browser, which keeps it until it has come back, and sends it again
          after five seconds or after reconnecting. The server publishes each id once.
        </p>
        <p>
          The last fifty messages are in the memory of the server. With <code>REDIS_URL</code>, the room spans
          all processes, and the messages are stored in Redis, where every process can read them. Each process
          counts its own visitors.
        </p>
        <p>
          <a href={href('/docs/real-time')}>More about real time</a>
        </p>
      </SourceFiles>
    </>
  )
}

const files = [
  liveSource,
  conversationSource,
  pageSource,
  chatSource,
  connectSource,
  outboxSource,
  visitorsSource,
  visitorsIslandSource,
]

// A chat: what one says, all see at once.
import { type Context, type PageProps, href, redirect } from 'vial'
import { SourceFiles } from '../../_site/source-files.tsx'
import Chat from '../_chat/chat.island.tsx'
import chatSource from '../_chat/chat.island.tsx?raw'
import connectSource from '../_chat/connect.ts?raw'
import { lastMessages, say } from '../_chat/conversation.server.ts'
import conversationSource from '../_chat/conversation.server.ts?raw'
import { FirstSchema, TextSchema } from '../_chat/message-schemas.ts'
import Visitors from '../_chat/visitors.island.tsx'
import visitorsIslandSource from '../_chat/visitors.island.tsx?raw'
import pageSource from './index.tsx?raw'
import liveSource from './live.ts?raw'
import visitorsSource from './visitors.ts?raw'
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
    await say(app, session.name, first.data.text)
  } else {
    const form = await ctx.form(TextSchema)
    if (!form.ok) return ctx.fail(422, form)
    await say(app, session.name, form.data.text)
  }
  return redirect(href('/examples/chat'))
}

export const head = {
  title: 'A chat',
  meta: [{ name: 'description', content: 'What one says, all see at once, by WebSockets or events.' }],
}

export default function ChatPage({ data, form }: PageProps<'/examples/chat'>) {
  return (
    <>
      <h1>A chat</h1>
      <p class="examples-lead">
        What one says, all see at once: by a WebSocket, by events where sockets do not get through, and
        without a script by a form. Open this page twice.
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
          The socket and the events are one URL. Both are in the room of <code>app.publish</code>, and so is
          what the form sends.
        </p>
        <p>
          The last fifty messages are in the memory of the server. With <code>REDIS_URL</code> the room
          reaches all processes and the messages are in Redis, so that any process has them. Visitors are
          counted by each process for itself.
        </p>
        <p>
          <a href={href('/docs/real-time')}>More about real time</a>
        </p>
      </SourceFiles>
    </>
  )
}

const files = [
  { file: 'routes/examples/chat/live.ts', code: liveSource },
  { file: 'routes/examples/_chat/conversation.server.ts', code: conversationSource },
  { file: 'routes/examples/chat/index.tsx', code: pageSource },
  { file: 'routes/examples/_chat/chat.island.tsx', code: chatSource },
  { file: 'routes/examples/_chat/connect.ts', code: connectSource },
  { file: 'routes/examples/chat/visitors.ts', code: visitorsSource },
  { file: 'routes/examples/_chat/visitors.island.tsx', code: visitorsIslandSource },
]

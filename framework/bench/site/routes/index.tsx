// The smallest page.
export const head = { title: 'Home' }

export default function Home() {
  return <h1>Home</h1>
}

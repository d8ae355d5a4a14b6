// ws as its README broadcasts: every message to everybody, nothing kept.
const { WebSocketServer, WebSocket } = require("ws");
const server = new WebSocketServer({ port: Number(process.argv[2]), host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (socket) =>
  socket.on("message", (data, binary) => {
    for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(data, { binary });
  }),
);
server.on("listening", () => console.log("ready"));
process.on("SIGTERM", () => process.exit(0));

// socket.io as its guide broadcasts: every event to everybody, nothing kept.
const { Server } = require("socket.io");
const http = require("http").createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
io.on("connection", (socket) => socket.on("m", (text) => io.emit("m", text)));
http.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
process.on("SIGTERM", () => process.exit(0));

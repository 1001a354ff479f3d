// Shows the frames as they come.
const frames = document.getElementById("frames");
const socket = new WebSocket(`ws://${location.host}/page/live${location.search}`);
socket.addEventListener("message", (event) => {
  frames.textContent += `${event.data}\n`;
});

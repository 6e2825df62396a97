#!/usr/bin/python3
"""Watches by WHEP with GStreamer's webrtcbin and decodes what comes.

usage: viewer.py URL [TOKEN]; prints a line of JSON per second with what was decoded so far, and deletes its session at SIGTERM.
"""

import json
import signal
import sys
import urllib.parse
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

AUDIO = "application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000,encoding-params=(string)2"
VIDEO = (
    "application/x-rtp,media=video,encoding-name=H264,payload=102,clock-rate=90000,"
    "packetization-mode=(string)1,profile-level-id=(string)42e01f"
    ";application/x-rtp,media=video,encoding-name=VP8,payload=98,clock-rate=90000"
)
MAX_BUNDLE = 3


class Viewer:
    def __init__(self, url, token):
        self.url = url
        self.token = token
        self.session = None
        self.counts = {"audio": 0, "video": 0, "width": 0}
        self.kept = []  # what is dropped here would be freed while GStreamer still uses it
        self.loop = GLib.MainLoop()
        self.pipeline = Gst.Pipeline()
        self.peer = Gst.ElementFactory.make("webrtcbin", None)
        self.peer.set_property("bundle-policy", MAX_BUNDLE)
        self.pipeline.add(self.peer)
        for caps in (AUDIO, VIDEO):
            self.peer.emit(
                "add-transceiver", GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY, Gst.Caps.from_string(caps)
            ).set_property("do-nack", True)
        self.peer.connect("on-negotiation-needed", self.on_negotiation_needed)
        self.peer.connect("pad-added", self.on_pad)
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message::error", self.on_error)

    def on_negotiation_needed(self, peer):
        promise = Gst.Promise.new_with_change_func(self.on_offer, None)
        self.kept.append(promise)
        peer.emit("create-offer", None, promise)

    def on_offer(self, promise, _):
        reply = promise.get_reply()
        offer = reply.get_value("offer")
        self.kept += [reply, offer]
        self.peer.emit("set-local-description", offer, Gst.Promise.new())
        GLib.idle_add(self.post, offer.sdp.as_text())

    def post(self, offer):
        request = urllib.request.Request(self.url, offer.encode(), {"Content-Type": "application/sdp"}, method="POST")
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        with urllib.request.urlopen(request) as response:
            self.session = urllib.parse.urljoin(self.url, response.headers["Location"])
            answer = response.read().decode()
        _, sdp = GstSdp.SDPMessage.new_from_text(answer)
        description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
        self.kept += [sdp, description]
        self.peer.emit("set-remote-description", description, Gst.Promise.new())
        return False

    def on_pad(self, _, pad):
        if pad.direction != Gst.PadDirection.SRC:
            return
        decoder = Gst.ElementFactory.make("decodebin", None)
        decoder.connect("pad-added", self.on_decoded)
        self.pipeline.add(decoder)
        decoder.sync_state_with_parent()
        pad.link(decoder.get_static_pad("sink"))

    def on_decoded(self, _, pad):
        structure = pad.get_current_caps().get_structure(0)
        kind = structure.get_name().split("/")[0]
        sink = Gst.ElementFactory.make("fakesink", None)
        sink.set_property("signal-handoffs", True)
        sink.connect("handoff", self.on_frame, kind)
        self.pipeline.add(sink)
        sink.sync_state_with_parent()
        pad.link(sink.get_static_pad("sink"))
        if kind == "video":
            self.counts["width"] = structure.get_int("width").value

    def on_frame(self, _sink, _buffer, _pad, kind):
        self.counts[kind] += 1

    def on_error(self, _, message):
        print(message.parse_error(), file=sys.stderr)
        self.loop.quit()

    def report(self):
        print(json.dumps(self.counts), flush=True)
        return True

    def run(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        GLib.timeout_add_seconds(1, self.report)
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, self.loop.quit)
        self.loop.run()
        if self.session:
            urllib.request.urlopen(urllib.request.Request(self.session, method="DELETE"))
        self.pipeline.set_state(Gst.State.NULL)


Gst.init(None)
Viewer(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "").run()

"""OS Administration of a Unified CM node, of which it knows the login, TFTP File Management and the upload of certificates, in
threads of the test that starts it.

    node = OsAdministration(certificate, key, ("10.48.47.153", 443), folder, stale)    # the node's folder of TFTP, and
                                                 # where that is which is served until a restart (http-files.py)
    node = OsAdministration(..., old=True)       # a release below 11: no one-time token, another path of the login
    node.overwrites = False                      # a file that is there already is refused
    node.sessions = ["admin"] * 10               # who has one; no more than ten of a user
    node.fault = ("form", "500")                 # see FAULTS
    node.watch = function                        # is called with each step before it is answered
    node.banner = "Be warned."                   # is on the pages of the login and after it
    node.needs_restart = False                   # what was uploaded is served at once
    node.tvs = [own, other]                      # TvsServers of the cluster, its own first: they know certificates from now on
    node.delay_s = 1800                          # ... the others after so long
    node.take_certificate = False                # the page says that it took it, and TVS never knows it
    node.purposes = ("tomcat-trust",)            # what the page offers
    node.certificates                            # of Phone-SAST-trust, DER
    node.restart()                               # of Cisco Tftp: what was uploaded is served from now on
    node.requests                                # ["GET /cmplatform", ...]

Sources: three public scripts that upload files (paths, fields and their order, the token), the guides that say that a node
keeps a file for itself and serves it after the restart. For certificates: the list called NAME and the field FILE of a public
script, the words of success of a public document, that other nodes get them later. The rest of that form and the other words, the cookie's name and the path of the logout
are made up here, since no source tells them.
"""

import email
import email.policy
import hashlib
import http.server
import pathlib
import secrets
import shutil
import ssl
import string
import subprocess
import threading
import urllib.parse
import warnings

USER, PASSWORD = "admin", "Publ1sher!"
MAX_SESSIONS = 10
MAX_NAME = 255
STEPS = ("open", "login", "form", "send")
# What may happen at each step: the connection ends without an answer; in the middle of the page; a page without an end; HTTP's
# status 500; a page of nothing.
FAULTS = ("cut", "half", "endless", "500", "empty")

LOGIN_PAGE = """<html><head><title>Cisco Unified Operating System Administration</title></head><body>
<form method="post" action="{action}" name="logonForm"><input type="hidden" name="appNav" value="cmplatform">
<input name="j_username"><input type="password" name="j_password"><input type="submit" value="Login"></form>
<p>{words}</p><p>{banner}</p></body></html>"""
HOME_PAGE = """<html><body><a href="/cmplatform/logout.do">Logout</a><h1>Welcome</h1><p>{banner}</p></body></html>"""
FORM_PAGE = """<html><body><a href="/cmplatform/logout.do">Logout</a>
<script>var words = "<form>";</script>
<fieldset><legend>Status</legend><div id="statusArea">{words}</div></fieldset>
<form method="post" action="tftpFileUpload.do" enctype="multipart/form-data">{token}
File: <input type="file" name="file"><br>Directory: <input name="directory" value="">
<input type="submit" value="Upload File"></form></body></html>"""

CERTIFICATE_PAGE = """<html><body><a href="/cmplatform/logout.do">Logout</a>
<fieldset><legend>Status</legend><div id="statusArea">{words}</div></fieldset>
<form method="post" action="{action}" enctype="multipart/form-data">{token}
<input type="hidden" name="operation" value="upload">
Certificate Purpose: <select id="NAME" name="name">{purposes}</select><br>
Description: <input type="text" name="description" value=""><br>
Upload File: <input type="file" id="FILE" name="file">
<input type="submit" name="upload" value="Upload"><input type="button" name="close" value="Close"></form></body></html>"""
PURPOSES = ("tomcat-trust", "ipsec-trust", "CallManager-trust", "CAPF-trust", "Phone-SAST-trust", "Phone-VPN-trust")
SAST_ROLES = (0, 3)


def new_token():
    return "".join(secrets.choice(string.digits + string.ascii_uppercase) for _ in range(32))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.handle_request()

    def do_POST(self):
        self.handle_request()

    def handle_request(self):
        node = self.server
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        node.requests.append(f"{self.command} {self.path}")
        routes = {"GET /cmplatform": ("open", self.open), "GET /cmplatform/showHome.do": (None, self.home),
                  f"POST {node.login_path}": ("login", self.log_in), "GET /cmplatform/tftpFileUpload.do": ("form", self.form),
                  "POST /cmplatform/tftpFileUpload.do": ("send", self.send_file),
                  "GET /cmplatform/certificateUpload.do": ("form", self.certificate_form),
                  "POST /cmplatform/certificateUpload.do": ("send", self.send_certificate),
                  "GET /cmplatform/logout.do": (None, self.log_out)}
        step, answer = routes.get(f"{self.command} {self.path}", (None, None))
        if answer is None:
            self.answer("not found", status=404)
        else:
            node.watch(step)
            if not self.fail(step):
                answer()

    # --- answers ---

    def answer(self, page, status=200, headers=()):
        body = page.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, path, headers=()):
        self.answer("", status=302, headers=[("Location", path), *headers])

    def answer_login(self, words=""):
        cookie = f"JSESSIONID={secrets.token_hex(16)}; Path=/cmplatform; Secure; HttpOnly"
        self.answer(LOGIN_PAGE.format(action=self.server.login_path, words=words, banner=self.server.banner),
                    headers=[("Set-Cookie", cookie)] if self.cookie is None else [])

    def fail(self, step):
        """TRUE when a fault has answered."""
        if self.server.fault is None or self.server.fault[0] != step:
            return False
        fault = self.server.fault[1]
        if fault == "500":
            self.answer("<html><body>HTTP Status 500</body></html>", status=500)
        elif fault == "empty":
            self.answer("<html><body></body></html>")
        elif fault == "half":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b"<html><body><form action='tftpFileUpload.do'><inp")
            self.close_connection = True
        elif fault == "endless":
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            while True:
                self.wfile.write(b"<p>more</p>" * 4096)
        elif fault == "cut":
            self.close_connection = True
        else:
            return False
        return True

    # --- the session ---

    @property
    def cookie(self):
        cookies = dict(part.strip().partition("=")[::2] for part in self.headers.get("Cookie", "").split(";"))
        return cookies.get("JSESSIONID")

    @property
    def has_session(self):
        return self.cookie in self.server.logged_in

    def open(self):
        self.answer_login()

    def home(self):
        self.answer(HOME_PAGE.format(banner=self.server.banner)) if self.has_session else self.redirect("/cmplatform")

    def log_in(self):
        node = self.server
        fields = {name: values[0] for name, values in urllib.parse.parse_qs(self.body.decode()).items()}
        node.logins.append(fields.get("j_username"))
        if fields.get("appNav") != "cmplatform" or self.cookie is None:
            self.answer("<html><body>Bad request</body></html>", status=400)
        elif (fields.get("j_username"), fields.get("j_password")) != (USER, node.password):
            self.answer_login("The user name or the password is not right.")
        elif node.sessions.count(USER) >= MAX_SESSIONS:
            self.answer_login("The maximum number of web sessions of this user is reached.")
        else:
            node.sessions.append(USER)
            node.logged_in.add(self.cookie)
            self.redirect("/cmplatform/showHome.do")

    def log_out(self):
        node = self.server
        if self.has_session:
            node.sessions.remove(USER)
            node.logged_in.discard(self.cookie)
        self.answer_login()

    # --- TFTP File Management ---

    def new_token_fields(self):
        node = self.server
        if node.old:
            return ""
        node.token = new_token()
        return ('<input type="hidden" name="struts.token.name" value="token">'
                + ("" if node.fault == ("form", "no-token") else f'<input type="hidden" name="token" value="{node.token}">'))

    def answer_form(self, words="Status: Ready"):
        self.answer(FORM_PAGE.format(words=words, token=self.new_token_fields()))

    def form(self):
        if self.has_session and self.server.fault != ("form", "to-login"):
            self.answer_form()
        else:
            self.redirect("/cmplatform")

    def send_file(self):
        node = self.server
        if not self.has_session:
            self.redirect("/cmplatform")
            return
        values = self.read_form("file", "directory")
        if values is None:
            self.answer("<html><body>You may not do that.</body></html>")
        elif node.fault == ("send", "refused"):
            self.answer_form("Status: The upload failed.")
        else:
            self.keep(values["file"], values["directory"].get_content().strip())

    def read_form(self, *wanted):
        """The parts by their names, or None when they are not those that are WANTED, in this order and after the token."""
        node = self.server
        parts = self.read_parts()
        values = dict(parts)
        names = [*wanted] if node.old else ["struts.token.name", "token", *wanted]
        if [name for name, _ in parts] != names:
            return None
        return values if node.old or values["token"].get_content().strip() == node.token else None

    def read_parts(self):
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + self.body, policy=email.policy.HTTP)
        return [(part.get_param("name", header="content-disposition"), part) for part in message.iter_parts()]

    def keep(self, part, directory):
        node = self.server
        name = part.get_filename()
        folder = (node.folder / directory).resolve()
        if "/" in name or len(name) > MAX_NAME or not folder.is_relative_to(node.folder.resolve()):
            self.answer_form("Status: The file name is invalid.")
        elif not node.overwrites and (folder / name).exists():
            self.answer_form("Status: The file exists already.")
        else:
            node.keep(folder / name, part.get_payload(decode=True))
            self.answer_form("Status: Success. File uploaded.")

    # --- certificates ---

    def answer_certificate_form(self, words="Status: Ready"):
        node = self.server
        purposes = "".join(f'<option value="{purpose}">{purpose}</option>' for purpose in node.purposes)
        self.answer(CERTIFICATE_PAGE.format(words=words, token=self.new_token_fields(), purposes=purposes,
                                            action=node.certificate_action))

    def certificate_form(self):
        if self.has_session and self.server.fault != ("form", "to-login"):
            self.answer_certificate_form()
        else:
            self.redirect("/cmplatform")

    def send_certificate(self):
        node = self.server
        if not self.has_session:
            self.redirect("/cmplatform")
            return
        values = self.read_form("operation", "name", "description", "file", "upload")
        if values is None:
            self.answer("<html><body>You may not do that.</body></html>")
        elif node.fault == ("send", "refused"):
            self.answer_certificate_form("Error: The certificate could not be stored.")
        elif values["name"].get_content().strip() != "Phone-SAST-trust":
            node.other_purposes.append(values["name"].get_content().strip())
            self.answer_certificate_form("Success: Certificate Uploaded.")
        else:
            self.keep_certificate(values["file"].get_payload(decode=True))

    def keep_certificate(self, data):
        """DER is taken; who uploads it once more is told the same."""
        node = self.server
        if subprocess.run(["openssl", "x509", "-inform", "der", "-noout"], input=data, capture_output=True).returncode != 0:
            self.answer_certificate_form("Error reading the certificate")
            return
        node.certificates.append(data)
        if node.take_certificate:
            node.tell_tvs(hashlib.sha1(data).hexdigest())
        self.answer_certificate_form("Success: Certificate Uploaded. Do a DRS backup.")


class OsAdministration(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, certificate, key, address, folder, stale, old=False, old_tls=False):
        self.old = old
        self.login_path = "/cmplatform/WEB-INF/pages/j_security_check" if old else "/cmplatform/j_security_check"
        self.password = PASSWORD
        self.folder = pathlib.Path(folder)
        self.before = pathlib.Path(stale) / address[0]
        self.overwrites = True
        self.needs_restart = True
        self.fault = None
        self.banner = ""
        self.watch = lambda step: None
        self.tvs, self.delay_s, self.timers = [], 0, []
        self.forget_certificates()
        self.token = None
        self.sessions, self.logged_in = [], set()
        self.requests, self.logins = [], []
        super().__init__(address, Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        if old_tls:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # that is the point of it
                context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        context.load_cert_chain(certificate, key)
        self.context = context
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def finish_request(self, request, client_address):
        try:
            with self.context.wrap_socket(request, server_side=True) as stream:
                self.RequestHandlerClass(stream, client_address, self)
        except OSError:
            pass  # the client will have said something about it

    def keep(self, path, data):
        """What is served until the restart is put aside, where the platform CLI may remove it as well."""
        self.before.mkdir(exist_ok=True)
        shutil.chown(self.before, "admin")
        aside, none = self.before / path.name, self.before / f"{path.name}.none"
        if self.needs_restart and not aside.exists() and not none.exists():
            if path.exists():
                shutil.copy(path, aside)
            else:
                none.touch()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def forget_certificates(self):
        self.purposes, self.take_certificate, self.certificate_action = PURPOSES, True, "certificateUpload.do"
        self.certificates, self.other_purposes = [], []

    def tell_tvs(self, sha1):
        """Its own TVS at once; the others when Certificate Change Notification gets there."""
        for number, server in enumerate(self.tvs):
            if number == 0 or self.delay_s == 0:
                server.trust[sha1] = SAST_ROLES
            else:
                self.timers.append(threading.Timer(self.delay_s, server.trust.__setitem__, (sha1, SAST_ROLES)))
                self.timers[-1].daemon = True
                self.timers[-1].start()

    def restart(self):
        """As `utils service restart Cisco Tftp` does."""
        shutil.rmtree(self.before, ignore_errors=True)

    def forget(self):
        """Nothing waits for a restart, nobody is logged in, and nothing is wrong."""
        self.restart()
        self.overwrites, self.needs_restart, self.fault, self.password = True, True, None, PASSWORD
        self.banner = ""
        self.watch = lambda step: None
        self.delay_s = 0
        self.forget_certificates()
        self.stop_timers()
        self.sessions.clear()
        self.logged_in.clear()
        self.requests.clear()
        self.logins.clear()

    def stop_timers(self):
        while self.timers:
            self.timers.pop().cancel()

    def stop(self):
        self.stop_timers()
        self.shutdown()
        self.server_close()

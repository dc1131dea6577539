//! Clients that only keep us waiting: they are closed, and the others notice nothing. The
//! server of these tests has a tenth of the program's patience.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::served;
use crate::support::served::Served;

/// Clients of each bad kind.
const CLIENTS: usize = 200;

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Waits until the server hangs up; how long that took, and what it said before.
fn closed(mut stream: TcpStream) -> (Duration, String) {
    let began = Instant::now();
    let mut said = Vec::new();
    let mut part = [0; 4_096];
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(count) => said.extend(part.iter().take(count)),
            Err(why) if why.kind() == ErrorKind::ConnectionReset => break,
            Err(why) => panic!("the server waits for ever: {why}"),
        }
    }
    (began.elapsed(), String::from_utf8_lossy(&said).into_owned())
}

#[track_caller]
fn check_closed(served: &Served, sends: &[u8]) {
    let mut stream = connect(served.address);
    stream.write_all(sends).unwrap();
    let (took, said) = closed(stream);
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 40"), "{said}");
}

#[test]
fn who_does_not_finish_his_request_is_closed() {
    let served = served();
    check_closed(&served, b"");
    check_closed(&served, b"G");
    check_closed(&served, b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    check_closed(&served, b"PRI * HTTP/2.0\r\n");
}

#[test]
fn who_sends_his_head_a_letter_at_a_time_is_closed_all_the_same() {
    let served = served();
    let mut stream = connect(served.address);
    let began = Instant::now();
    for letter in "GET /id/ID-KB/ HTTP/1.1\r\nHost: a\r\n".bytes().cycle() {
        if stream.write_all(&[letter]).is_err() || began.elapsed() > Duration::from_secs(5) {
            break;
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
    assert!(began.elapsed() < Duration::from_secs(5), "a drip is no request");
}

#[test]
fn who_keeps_a_connection_without_asking_again_is_closed() {
    let served = served();
    let mut stream = connect(served.address);
    stream.write_all(b"GET /id/ID-KB/feed.rss HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let (took, said) = closed(stream);
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[test]
fn who_does_not_take_his_answer_is_closed() {
    let served = served();
    let mut stream = connect(served.address);
    let ask = b"GET /id/ID-KB/ HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20_000);
    stream.set_write_timeout(Some(Duration::from_secs(8))).unwrap();
    let began = Instant::now();
    // far more than the buffers on the way hold
    let failed = (0..200).find_map(|_| stream.write_all(&ask).err()).unwrap();
    let hung_up = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe].contains(&failed.kind());
    assert!(hung_up && began.elapsed() < Duration::from_secs(7), "{failed}");
}

#[test]
fn hundreds_who_only_wait_hold_up_nobody() {
    let served = served();
    let mut waiting: Vec<TcpStream> = (0..CLIENTS).map(|_| connect(served.address)).collect();
    for (n, stream) in waiting.iter_mut().enumerate() {
        let sends: &[u8] = match n % 3 {
            0 => b"",
            1 => b"GET / HTTP/1.1\r\nHost: a\r\n",
            _ => b"GET /id/ID-KB/ HTTP/1.1\r\nHost: a\r\n\r\n",
        };
        stream.write_all(sends).unwrap();
    }
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let began = Instant::now();
            assert_eq!(served.get("/id/ID-KB/feed.rss").status, 200);
            began.elapsed()
        })
        .collect();
    times.sort();
    assert!(times[98] < Duration::from_millis(500), "{:?}", times[98]);
    for stream in waiting {
        let (took, _) = closed(stream);
        assert!(took < Duration::from_secs(6), "{took:?}");
    }
}

#[test]
fn two_lengths_in_one_request_are_no_request() {
    let served = served();
    for request in [
        "POST /v1/changes HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\
         Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /v1/changes HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "POST /v1/changes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    ] {
        let mut stream = connect(served.address);
        stream.write_all(request.as_bytes()).unwrap();
        let (_, said) = closed(stream);
        assert!(!said.contains("HTTP/1.1 200"), "{said}");
    }
    assert_eq!(served.get("/id/ID-KB/feed.rss").status, 200);
}
